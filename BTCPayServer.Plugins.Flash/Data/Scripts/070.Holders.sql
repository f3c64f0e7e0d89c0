-- Holders: public links of cards, losses and replacements.

-- A card's public link does not say its store.
create index cards_by_id on flash.cards (id);

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
