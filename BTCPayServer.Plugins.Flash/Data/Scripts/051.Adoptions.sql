-- Pull payments of the server that became the balance of a card. The money is in the ledger; amount repeats what the transfer says, so that a request can be answered again.
create table flash.adoptions (
  store_id        text collate "C" not null,
  pull_payment_id text collate "C" not null,
  card_id         uuid not null,
  -- In minor units of the card's asset; null: begun, not credited yet.
  amount          bigint,
  started_at      timestamptz not null,
  primary key (store_id, pull_payment_id)
);
