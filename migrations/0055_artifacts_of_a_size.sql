-- What a worker sends and reads as one value, twice as long in text, has to fit into it; models have megabytes.
alter table ml_model_artifacts add constraint artifact_within_64_mib
  check (octet_length(content) <= 67108864) not valid;
