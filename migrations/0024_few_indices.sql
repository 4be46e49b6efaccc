-- Each run asks which indices stand beside its instrument: among thousands of instruments they are few.
create index base_instruments_indices on base_instruments (id) where instrument_type = 'index';
