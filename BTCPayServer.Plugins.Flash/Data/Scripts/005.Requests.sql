-- How often somebody came in the running minute: a card, or an address by its hash. An address may come before any store is known: it counts under the
-- empty one. Lost in a crash, and that is well.
create unlogged table flash.request_rates (
  store_id text collate "C" not null,
  subject  text collate "C" not null,
  minute   timestamptz not null,
  count    integer not null,
  primary key (store_id, subject)
);
create index request_rates_minute on flash.request_rates (minute);
