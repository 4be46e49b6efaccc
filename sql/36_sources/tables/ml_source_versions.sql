comment on table ml_source_versions is
  E'@behavior -*\n'
  'What rows of sources said before they were written over in place: sessions before that keep it, and what was '
  'written counts from then on. Forgotten with the row that is deleted, and by accept_source_changes. Of a null in '
  '"said" no row had that time before.';

grant select on ml_source_versions to pgaugur_worker;
