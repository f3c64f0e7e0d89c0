-- What the overview shows without reading the whole ledger: both tables can be rebuilt from it.

-- The last proof of each store, and the last one that held.
create table flash.proofs (
  store_id   text collate "C" not null,
  checked_at timestamptz not null,
  seq        bigint not null,
  -- [{problem, account, asset, expected, actual}]; empty when proven
  problems   jsonb not null,
  proven_at  timestamptz,
  primary key (store_id)
);

-- What moved on each of the store's days, by what it was for; kept by the log reader 'day-totals'.
create table flash.day_totals (
  store_id text collate "C" not null,
  -- yyyymmdd in the store's time zone
  day      integer not null,
  asset    text collate "C" not null,
  code     text collate "C" not null,
  -- of flash.transfers: 0 post, 1 hold, 2 capture, 3 void, 4 expire, 5 refund
  kind     smallint not null,
  count    bigint not null,
  amount   numeric(40) not null,
  primary key (store_id, day, asset, code, kind)
);
