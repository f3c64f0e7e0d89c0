-- Loads: invoices that pay for cards. What was credited, taken as a fee or taken back is not written here: it is the sum of the
-- transfers with the reference 'load:ID'.

create table flash.loads (
  store_id              text collate "C" not null,
  id                    uuid not null,
  card_id               uuid not null,
  -- The first card of those that took each other's place.
  first_card            uuid not null,
  asset                 text collate "C" not null,
  scale                 smallint not null,
  amount                bigint not null,
  activate              boolean not null,
  description           text,
  redirect_url          text,
  -- The terms at the time it was asked for.
  load_fee              bigint not null,
  load_fee_basis_points integer not null,
  issue_fee             bigint not null,
  -- A card's issue fee is taken from one of its loads, whatever cards took its place meanwhile.
  takes_issue_fee       boolean not null default false,
  key                   text collate "C" not null,
  content               uuid not null,
  -- Moves with everything that is written to the ledger for this load, in the same transaction: whoever decided by an older state starts again.
  version               integer not null default 0,
  -- Somebody is making the invoice, at most until then.
  creating_until        timestamptz not null,
  invoice_id            text collate "C",
  checkout_link         text,
  expires_at            timestamptz,
  -- As it was last seen: 0 new, 1 processing, 2 expired, 3 invalid, 4 settled.
  invoice_status        smallint,
  failure               text,
  -- What was credited, has to go back and was not there any more.
  uncollected           bigint not null default 0,
  -- When it is compared with its invoice again; null: only when an event says so.
  next_check            timestamptz,
  created_at            timestamptz not null,
  primary key (store_id, id)
);
create unique index loads_key on flash.loads (store_id, key);
create index loads_card on flash.loads (store_id, card_id, id);
create unique index loads_issue_fee on flash.loads (store_id, first_card) where takes_issue_fee;
create index loads_due on flash.loads (next_check) where next_check is not null;

-- Nearly always one a load. A second one remains when a request was taken for dead while the server was still making its invoice.
create table flash.load_invoices (
  store_id   text collate "C" not null,
  invoice_id text collate "C" not null,
  load_id    uuid not null,
  primary key (store_id, invoice_id)
);
create index load_invoices_load on flash.load_invoices (store_id, load_id);
