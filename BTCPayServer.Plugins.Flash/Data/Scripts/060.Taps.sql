-- Taps: a programme's rules for them, what guards a card, and the Lightning payments that cards make.

create table flash.tap_settings (
  store_id         text collate "C" not null,
  -- Whether a tap shows balance and history to whoever reads the card.
  show_balance     boolean not null,
  -- What routing may cost at most: a share of the amount in hundredths of a percent, and never less than the minimum.
  fee_basis_points integer not null,
  fee_minimum_msat bigint not null,
  updated_at       timestamptz not null,
  primary key (store_id)
);

-- What stands between a tap and the money of one card. No row: nothing.
create table flash.card_guards (
  store_id     text collate "C" not null,
  card_id      uuid not null,
  -- Argon2id of the PIN; its second key is in flash.secrets, encrypted with keys outside of this database.
  pin_hash     bytea,
  pin_salt     bytea,
  -- The card that it was set for, which the hash binds: a replacement goes on with the PIN of the card before it.
  pin_for      uuid,
  -- From this amount on, in minor units of the card's asset, the PIN is asked.
  pin_limit    bigint not null default 0,
  -- Wrong tries since the last right one; three lock.
  pin_attempts smallint not null default 0,
  -- Sleep mode: spends only for so many minutes after it was woken; null: always.
  wake_minutes integer,
  awake_until  timestamptz,
  updated_at   timestamptz not null,
  primary key (store_id, card_id),
  constraint pin_is_whole check (num_nulls(pin_hash, pin_salt, pin_for) in (0, 3))
);

-- Payments out of the store's Lightning node. The row and the holds of amount and fee are one transaction; only after it is the node asked.
create table flash.outgoing_payments (
  store_id     text collate "C" not null,
  id           uuid not null,
  card_id      uuid not null,
  -- The tap that it used up; null: none.
  tap_id       uuid,
  -- A hash is paid once, ever.
  payment_hash text collate "C" not null,
  bolt11       text collate "C" not null,
  amount_msat  bigint not null,
  fee_cap_msat bigint not null,
  asset        text collate "C" not null,
  scale        smallint not null,
  -- Minor units of the asset, as they are held.
  amount       bigint not null,
  fee_cap      bigint not null,
  -- Price of one bitcoin in the asset that was used, and how far it is above the middle.
  rate         numeric not null,
  spread       numeric not null,
  amount_hold  uuid not null,
  fee_hold     uuid not null,
  -- Which node was asked: another one knows nothing of this payment.
  node         text,
  -- 0 open, 1 paid, 2 failed
  status       smallint not null default 0,
  -- Written, and only once, right before the node is asked: a payment without it was never begun.
  attempted_at timestamptz,
  -- The invoice's own.
  expires_at   timestamptz not null,
  fee_msat     bigint,
  fee          bigint,
  preimage     text collate "C",
  failure      text,
  -- For how long it was looked after in vain; decides how often the node is asked.
  looks        integer not null default 0,
  -- When the node is asked again; null once it is over.
  next_check   timestamptz,
  created_at   timestamptz not null,
  resolved_at  timestamptz,
  -- Staff who said how it ended because the node cannot tell, and why they say so.
  resolved_by  text,
  reason       text,
  primary key (store_id, id),
  constraint open_is_checked check ((status = 0) = (next_check is not null))
);
-- Of all stores that share a node, the first to ask it for a hash; it says "paid" to the second one too. The node comes first in this key, as nothing of a
-- store is looked up here: a store learns only that it may not ask.
create table flash.asked_nodes (
  node         text collate "C" not null,
  payment_hash text collate "C" not null,
  store_id     text collate "C" not null,
  payment_id   uuid not null,
  primary key (node, payment_hash)
);
create unique index outgoing_payments_hash on flash.outgoing_payments (store_id, payment_hash);
-- A tap pays once, ever.
create unique index outgoing_payments_tap on flash.outgoing_payments (store_id, tap_id) where tap_id is not null;
create index outgoing_payments_card on flash.outgoing_payments (store_id, card_id, id);
create index outgoing_payments_due on flash.outgoing_payments (next_check) where next_check is not null;
