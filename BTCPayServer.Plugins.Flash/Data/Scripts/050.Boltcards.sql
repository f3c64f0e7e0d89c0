-- Credentials: what proves that a card is at hand. A chip is known by a keyed hash of its UID; its keys follow from the store's issuer key, which is in flash.secrets.

-- The short name of a store in the URL that its chips carry.
create table flash.tap_codes (
  store_id   text collate "C" not null,
  code       text collate "C" not null,
  created_at timestamptz not null,
  primary key (store_id)
);
-- A tapped URL does not say a store's id.
create index tap_codes_code on flash.tap_codes (code);

create table flash.credentials (
  store_id    text collate "C" not null,
  id          uuid not null,
  card_id     uuid not null,
  -- boltcard: an NTAG 424 DNA; link: the token of a virtual card. Others may join.
  kind        text collate "C" not null,
  -- What it is found by: of a Bolt Card the 16 bytes that the issuer key makes of its UID.
  identifier  bytea not null,
  -- 0 pending: keys were given, no tap yet; 1 active; 2 resetting: the keys that open it were given; 3 reset; 4 dead, for ever
  state       smallint not null,
  -- Version that a tap has proven. None yet: null.
  version     integer,
  -- The highest version that keys were given for.
  issued      integer not null,
  -- Versions below this never count again.
  floor       integer not null default 0,
  -- The last counter that was used up, within the version.
  counter     integer not null default -1,
  created_at  timestamptz not null,
  last_tap_at timestamptz,
  primary key (store_id, id),
  constraint versions check (issued >= -1 and (version is null or version <= issued))
);
create unique index credentials_identifier on flash.credentials (store_id, kind, identifier);
-- One living credential of a kind on a card.
create unique index credentials_card on flash.credentials (store_id, card_id, kind) where state in (0, 1, 2);
create index credentials_of_card on flash.credentials (store_id, card_id, id);

-- Every time that a credential's keys were given away or seen to have changed. Only ever added to.
create table flash.credential_journal (
  store_id      text collate "C" not null,
  id            uuid not null,
  credential_id uuid not null,
  card_id       uuid not null,
  -- 0 set: keys to write; 1 reset: keys that open it
  action        smallint not null,
  -- 0 requested, 1 confirmed
  stage         smallint not null,
  version       integer not null,
  by            text,
  at            timestamptz not null,
  primary key (store_id, id)
);
create index credential_journal_of on flash.credential_journal (store_id, credential_id, version);
create index credential_journal_card on flash.credential_journal (store_id, card_id, at);
create unique index credential_journal_set_once on flash.credential_journal (store_id, credential_id, version) where action = 0 and stage = 1;

create function flash.journal_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the journal of credentials is only ever added to';
end $$;
create trigger credential_journal_stays before update or delete on flash.credential_journal for each row execute function flash.journal_stays();

-- One-time links for programming apps, each for one card.
create table flash.programming_links (
  store_id    text collate "C" not null,
  id          uuid not null,
  card_id     uuid not null,
  -- 0 program, 1 wipe
  action      smallint not null,
  -- SHA-256 of the link's secret.
  secret_hash bytea not null,
  -- UID of the chip when it was known, encrypted with the server's data protection keys; gone with the link's use.
  sealed_uid  text,
  -- Wipe: the version whose keys are asked for.
  version     integer,
  created_by  text,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  primary key (store_id, id)
);
create unique index programming_links_secret on flash.programming_links (store_id, secret_hash);
create index programming_links_card on flash.programming_links (store_id, card_id, id);
