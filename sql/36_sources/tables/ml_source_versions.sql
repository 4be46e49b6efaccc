comment on table ml_source_versions is
  E'@behavior -*\n'
  'What rows of sources said before they were written over in place or deleted: sessions before that keep it, and what '
  'is written counts from then on. Forgotten by accept_source_changes, and where a row comes back as it was. Of a null '
  'in "said" no row had that time before.';

grant select on ml_source_versions to pgaugur_worker;
