-- Tills: devices that take charges for one store. A till's limits are on its ledger account, which has the same id.

create table flash.tills (
  store_id     text collate "C" not null,
  id           uuid not null,
  name         text not null,
  asset        text collate "C" not null,
  scale        smallint not null,
  -- SHA-256 of the paired device's token; null when no device is paired, and for ever once revoked.
  token_hash   bytea,
  created_at   timestamptz not null,
  paired_at    timestamptz,
  last_seen_at timestamptz,
  revoked_at   timestamptz,
  primary key (store_id, id),
  constraint revoked_has_no_token check (revoked_at is null or token_hash is null)
);
create unique index tills_token on flash.tills (store_id, token_hash) where token_hash is not null;

-- The one open pairing code of a till. A code is handle and secret; only the secret's SHA-256 is kept.
create table flash.till_pairings (
  store_id    text collate "C" not null,
  till_id     uuid not null,
  handle      text collate "C" not null,
  secret_hash bytea not null,
  -- Wrong tries; the code is dead after a few.
  attempts    integer not null default 0,
  expires_at  timestamptz not null,
  primary key (store_id, till_id),
  foreign key (store_id, till_id) references flash.tills (store_id, id)
);
-- Whoever types a code does not know a store's id: the only look-up in this schema that goes over all stores.
create index till_pairings_handle on flash.till_pairings (handle);
