-- Which of two versions with the same migrations is the newer one.
alter table pgaugur_version add column release text;
