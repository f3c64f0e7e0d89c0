-- Programmes and cards. A card's balance, limits and validity live on its ledger account, which has the card's id.

create table flash.programmes (
  store_id               text collate "C" not null,
  asset                  text collate "C" not null,
  scale                  smallint not null,
  min_load               bigint,
  max_load               bigint,
  max_balance            bigint,
  charge_limit           bigint,
  day_limit              bigint,
  validity_months        integer,
  issue_fee              bigint not null,
  load_fee               bigint not null,
  load_fee_basis_points  integer not null,
  hold_minutes           integer not null,
  time_zone              text not null,
  credit_marked_invoices boolean not null,
  -- Where this server is reached from outside, for invoices that are made without a request.
  server_url             text,
  updated_at             timestamptz not null,
  primary key (store_id)
);

-- Random secrets, encrypted with the server's data protection keys, which are files outside of this database.
create table flash.secrets (
  store_id   text collate "C" not null,
  name       text collate "C" not null,
  value      text not null,
  created_at timestamptz not null,
  primary key (store_id, name)
);

create table flash.cards (
  store_id        text collate "C" not null,
  id              uuid not null,
  number          text collate "C" not null,
  last4           text collate "C" not null generated always as (right(number, 4)) stored,
  -- 0 virtual, 1 physical
  kind            smallint not null,
  -- 0 issued, 1 active, 2 frozen, 3 expired, 4 closed: to search by. What counts is on the account, written in the same transaction.
  state           smallint not null default 0,
  holder          text collate "C",
  label           text,
  metadata        jsonb,
  -- False: the account follows the programme's limits.
  own_limits      boolean not null,
  -- Its holder cannot undo that.
  frozen_by_staff boolean not null default false,
  batch_id        uuid,
  -- The first card of those that took each other's place, for all but the first.
  first_card      uuid,
  -- Keyed hashes; the key is in flash.secrets. No activation hash: the code was used.
  token_hash      bytea not null,
  activation_hash bytea,
  attempts        smallint not null default 0,
  valid_until     timestamptz,
  issued_at       timestamptz not null,
  activated_at    timestamptz,
  primary key (store_id, id)
);
create unique index cards_number on flash.cards (store_id, number);
create unique index cards_token on flash.cards (store_id, token_hash);
create index cards_last4 on flash.cards (store_id, last4, id);
create index cards_state on flash.cards (store_id, state, id);
create index cards_holder on flash.cards (store_id, holder, id) where holder is not null;
create index cards_label on flash.cards (store_id, (lower(label) collate "C"), id) where label is not null;
create index cards_batch on flash.cards (store_id, batch_id, id) where batch_id is not null;
create index cards_valid_until on flash.cards (store_id, valid_until) where state = 1;
-- A card's public link does not say its store.
create index cards_by_id on flash.cards (id);

-- What an issue with this idempotency key made: one card or one batch.
create table flash.card_issues (
  store_id   text collate "C" not null,
  key        text collate "C" not null,
  content    uuid not null,
  id         uuid not null,
  created_at timestamptz not null,
  primary key (store_id, key)
);

-- Cards that were reported lost, and what took their place.
create table flash.card_losses (
  store_id    text collate "C" not null,
  card_id     uuid not null,
  reported_at timestamptz not null,
  reported_by text,
  primary key (store_id, card_id)
);

create table flash.card_replacements (
  store_id    text collate "C" not null,
  card_id     uuid not null,
  new_card_id uuid not null,
  replaced_at timestamptz not null,
  replaced_by text,
  -- The caller's kind and Idempotency-Key: whoever repeats it gets the whole answer again.
  key         text collate "C",
  primary key (store_id, card_id)
);
create unique index card_replacements_key on flash.card_replacements (store_id, key) where key is not null;
create unique index card_replacements_new on flash.card_replacements (store_id, new_card_id);
