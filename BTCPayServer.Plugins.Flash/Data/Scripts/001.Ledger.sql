-- The ledger: accounts, transfers and the one function that moves money.
--
-- All writes of one store are serialised by its row in flash.ledgers, which also hands out the sequence:
-- within a store the sequence has no gaps and becomes visible in order, so a log reader's cursor never skips.
-- Amounts are minor units. A balance is credits minus debits; available = posted - held.

create table flash.ledgers (
  store_id   text collate "C" not null,
  seq        bigint not null default 0,
  created_at timestamptz not null default now(),
  primary key (store_id)
);

create table flash.accounts (
  store_id     text collate "C" not null,
  id           uuid not null,
  asset        text collate "C" not null,
  scale        smallint not null check (scale between 0 and 18),
  -- A name for the store's own accounts ('clearing', 'fees' …); null for a card.
  code         text collate "C",
  -- 1 guarded: available may not go below zero; 2 frozen: no new debits; 4 closed: nothing; 8 inactive: no new debits yet;
  -- 32 replaced: what becomes available on it goes on to its successor, in the statement that makes it so
  flags        integer not null default 0,
  posted       bigint not null default 0,
  held         bigint not null default 0,
  charge_limit bigint,
  period_limit bigint,
  -- The newest accounting day that was spent on (yyyymmdd in the store's time zone), and what was spent or held on it.
  period       integer not null default 0,
  spent        bigint not null default 0,
  valid_until  timestamptz,
  opened_at    timestamptz not null,
  -- The newest account of its line, for one that was replaced.
  successor    uuid,
  primary key (store_id, id),
  constraint replaced_by_another check ((flags & 32 <> 0) = (successor is not null) and successor <> id),
  constraint held_not_negative check (held >= 0),
  constraint spent_not_negative check (spent >= 0),
  constraint not_overdrawn check (flags & 1 = 0 or posted >= held)
) with (fillfactor = 70);
create unique index accounts_code on flash.accounts (store_id, asset, code) where code is not null;
create index accounts_successor on flash.accounts (store_id, successor) where successor is not null;

create table flash.transfers (
  store_id       text collate "C" not null,
  seq            bigint not null,
  id             uuid not null,
  -- 0 post, 1 hold, 2 capture, 3 void, 4 expire, 5 refund
  kind           smallint not null,
  -- What it was for the business: 'load', 'charge', 'fee', 'adjustment' …
  code           text collate "C" not null,
  debit          uuid not null,
  credit         uuid not null,
  asset          text collate "C" not null,
  amount         bigint not null check (amount > 0),
  -- The hold that is resolved, or the transfer that is refunded.
  parent         uuid,
  -- Posted balances right after this transfer.
  debit_balance  bigint not null,
  credit_balance bigint not null,
  -- A second account whose limits count this transfer (a till).
  meter          uuid,
  period         integer,
  expires_at     timestamptz,
  key            text collate "C" not null,
  content        uuid not null,
  reference      text collate "C",
  details        jsonb,
  created_at     timestamptz not null,
  primary key (store_id, seq)
);
create unique index transfers_id on flash.transfers (store_id, id);
create unique index transfers_key on flash.transfers (store_id, key);
-- An account's id says its store; without the store these stay small, and they are what every transfer adds to.
create index transfers_debit on flash.transfers (debit, seq);
create index transfers_credit on flash.transfers (credit, seq);
create index transfers_parent on flash.transfers (parent) where parent is not null;
create unique index transfers_resolved_once on flash.transfers (store_id, parent) where kind in (2, 3, 4);
create index transfers_reference on flash.transfers (store_id, reference, seq) where reference is not null;

-- Nothing that moved is ever changed or taken back: a correction is a new transfer.
create function flash.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'flash.transfers is append-only';
end $$;
create trigger transfers_append_only before update or delete on flash.transfers
  for each statement execute function flash.refuse_change();

-- Holds that are still open; each is also a transfer of kind 1.
create table flash.holds (
  store_id   text collate "C" not null,
  id         uuid not null,
  code       text collate "C" not null,
  debit      uuid not null,
  credit     uuid not null,
  asset      text collate "C" not null,
  amount     bigint not null,
  meter      uuid,
  period     integer,
  expires_at timestamptz not null,
  primary key (store_id, id)
);
create index holds_expiry on flash.holds (expires_at);
create index holds_debit on flash.holds (store_id, debit);

-- A refused key stays refused: the same request later answers the same.
create table flash.refusals (
  store_id   text collate "C" not null,
  key        text collate "C" not null,
  content    uuid not null,
  reason     smallint not null,
  created_at timestamptz not null,
  primary key (store_id, key)
);

-- Where each log reader is. Moved in the transaction of the reader's own effect.
create table flash.cursors (
  store_id text collate "C" not null,
  reader   text collate "C" not null,
  seq      bigint not null default 0,
  primary key (store_id, reader)
);

-- A sum that stays bigint (the built-in one turns to numeric): for sums that are known to be small.
create aggregate flash.sum_small(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');

-- Locks the store's ledger until the end of the transaction and answers its last sequence.
create function flash.lock_ledger(p_store text) returns bigint language plpgsql as $$
declare
  v_seq bigint;
begin
  select seq into v_seq from flash.ledgers where store_id = p_store for no key update;
  if not found then
    insert into flash.ledgers (store_id) values (p_store) on conflict do nothing;
    select seq into v_seq from flash.ledgers where store_id = p_store for no key update;
  end if;
  return v_seq;
end $$;

-- What each transfer of a batch does to which account: side 0 debit, 1 credit, 2 meter.
-- p_state: 0 undecided, 1 accepted; others have no effect. held - posted of a hold moves with d_posted - d_available.
create function flash.effects(p_group integer[], p_state smallint[], p_kind smallint[], p_debit uuid[], p_credit uuid[],
  p_asset text[], p_amount bigint[], p_held bigint[], p_release bigint[], p_meter uuid[], p_meter_release bigint[],
  p_period integer[], p_options smallint[])
returns table (ord integer, grp integer, state smallint, kind smallint, side smallint, account uuid, asset text, amount bigint,
  d_posted bigint, d_available bigint, d_spent bigint, period integer, options smallint)
language sql immutable as $$
  select t.ord::integer, t.grp, t.state, t.kind, s.side::smallint,
         case s.side when 0 then t.debit when 1 then t.credit else t.meter end,
         t.asset, t.amount,
         case when s.side = 2 or t.kind not in (0, 2, 5) then 0 when s.side = 0 then -t.amount else t.amount end,
         case when s.side = 2 then 0
              when s.side = 1 then case when t.kind in (0, 2, 5) then t.amount else 0 end
              else case t.kind when 2 then t.held - t.amount when 3 then t.held when 4 then t.held else -t.amount end end,
         case when s.side = 1 then 0
              when t.kind < 2 then case when t.period is null then 0 else t.amount end
              when s.side = 0 then -t.release else -t.meter_release end,
         case when s.side <> 1 and t.kind < 2 then t.period end,
         t.options
  from unnest(p_group, p_state, p_kind, p_debit, p_credit, p_asset, p_amount, p_held, p_release, p_meter, p_meter_release, p_period, p_options)
    with ordinality as t (grp, state, kind, debit, credit, asset, amount, held, release, meter, meter_release, period, options, ord)
  cross join generate_series(0, 2) as s (side)
  where t.state < 2 and (s.side < 2 or t.meter is not null)
$$;

-- What flash.write does. Without p_check it takes every key for new, and fails on the unique key when one is not.
create function flash.write_batch(p_check boolean, p_store text, p_now timestamptz, p_group integer[], p_key text[], p_content uuid[], p_id uuid[],
  p_kind smallint[], p_code text[], p_debit uuid[], p_credit uuid[], p_asset text[], p_amount bigint[], p_parent uuid[],
  p_meter uuid[], p_period integer[], p_expires timestamptz[], p_reference text[], p_details text[], p_options smallint[])
returns table (ord integer, outcome smallint, reason smallint, seq bigint, id uuid, kind smallint, code text, debit uuid, credit uuid,
  asset text, amount bigint, parent uuid, debit_balance bigint, credit_balance bigint, created_at timestamptz)
language plpgsql
-- Planned once a session: with the arrays' lengths in sight PostgreSQL would plan every call anew.
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_seq      bigint := flash.lock_ledger(p_store);
  v_count    integer := cardinality(p_group);
  v_state    smallint[];
  v_reason   smallint[] := array_fill(0::smallint, array[cardinality(p_group)]);
  v_key      text[];
  v_asset    text[] := p_asset;
  v_debit    uuid[] := p_debit;
  v_credit   uuid[] := p_credit;
  v_amount   bigint[] := p_amount;
  v_meter    uuid[] := p_meter;
  v_held     bigint[];
  v_release  bigint[];
  v_mrelease bigint[];
  v_dbal     bigint[];
  v_cbal     bigint[];
  v_place    bigint[];
  v_refused  boolean;
  v_open     boolean;
  v_known    boolean;
  v_written  integer;
  v_all      boolean := false;
  v_replaced boolean := false;
  -- The day on which the batch counts toward limits.
  v_day      integer := (select max(p) from unnest(p_period) p);
  v_twice    boolean := (select count(distinct k) from unnest(p_key) k) < cardinality(p_key);
  v_parents  boolean := exists (select from unnest(p_kind) k where k >= 2);
  v_holds    boolean := 1 = any (p_kind);
begin
  if exists (select from unnest(p_period) p where p <> v_day) then
    raise exception 'a batch counts toward the limits of one day';
  end if;
  if not p_check then
    v_known := v_twice or exists (select from flash.refusals r where r.store_id = p_store and r.key = any (p_key));
    v_state := array_fill(0::smallint, array[v_count]);
  else
    -- Keys that were seen before, per transfer: a group replays as a whole because its content covers all its transfers.
    select array_agg(case
             when t.key is not null then case when t.content = u.content then 2 else 4 end
             when r.key is not null then case when r.content = u.content then 3 else 4 end
             when v_twice and u.ord > (select min(k.ord) from unnest(p_key) with ordinality as k (key, ord) where k.key = u.key) then 5
             else 0 end::smallint order by u.ord),
           array_agg(coalesce(r.reason, 0::smallint) order by u.ord),
           v_twice or bool_or(t.key is not null or r.key is not null)
      into v_state, v_reason, v_known
      from unnest(p_key, p_content) with ordinality as u (key, content, ord)
      left join flash.transfers t on t.store_id = p_store and t.key = u.key
      left join flash.refusals r on r.store_id = p_store and r.key = u.key;
    if v_known then
      -- What happened to a key holds for the whole group.
      select array_agg(g.state order by u.ord), array_agg(g.reason order by u.ord) into v_state, v_reason
        from unnest(p_group) with ordinality as u (grp, ord)
        join (select w.grp, max(w.state) as state, max(w.reason) as reason
                from unnest(p_group, v_state, v_reason) as w (grp, state, reason) group by w.grp) g using (grp);
    end if;
  end if;

  -- Holds to resolve and transfers to refund.
  if v_parents then
    select array_agg(case
             when u.state <> 0 or u.kind < 2 then u.state
             when u.kind = 5 then case
               when p.kind is null or p.kind not in (0, 2) then 35
               when u.amount > p.amount - coalesce(r.refunded, 0) or p.amount = coalesce(r.refunded, 0) then 36
               else 0 end
             when h.id is null then case when exists (select from flash.transfers x where x.store_id = p_store and x.parent = u.parent and x.kind in (2, 3, 4))
               then 31 else 30 end
             when u.kind = 2 and u.amount > h.amount then 32
             when u.kind = 2 and h.expires_at <= p_now then 33
             when u.kind = 4 and h.expires_at > p_now then 34
             else 0 end::smallint order by u.ord),
           array_agg(case when u.kind < 2 then u.debit when u.kind = 5 then p.credit else h.debit end order by u.ord),
           array_agg(case when u.kind < 2 then u.credit when u.kind = 5 then p.debit else h.credit end order by u.ord),
           array_agg(case when u.kind < 2 then u.asset when u.kind = 5 then p.asset else h.asset end order by u.ord),
           array_agg(case when u.kind < 2 then u.amount when u.kind = 5 then coalesce(u.amount, p.amount - coalesce(r.refunded, 0))
             when u.kind = 2 then coalesce(u.amount, h.amount) else h.amount end order by u.ord),
           array_agg(case when u.kind in (2, 3, 4) then h.meter else u.meter end order by u.ord),
           array_agg(coalesce(h.amount, 0) order by u.ord),
           -- Only what was counted on the account's newest day is given back to its limit.
           array_agg(case when h.period = d.period then h.amount - case when u.kind = 2 then coalesce(u.amount, h.amount) else 0 end else 0 end order by u.ord),
           array_agg(case when h.period = m.period then h.amount - case when u.kind = 2 then coalesce(u.amount, h.amount) else 0 end else 0 end order by u.ord)
      into v_state, v_debit, v_credit, v_asset, v_amount, v_meter, v_held, v_release, v_mrelease
      from unnest(v_state, p_kind, p_debit, p_credit, p_asset, p_amount, p_meter, p_parent) with ordinality
        as u (state, kind, debit, credit, asset, amount, meter, parent, ord)
      left join flash.holds h on u.kind in (2, 3, 4) and h.store_id = p_store and h.id = u.parent
      left join flash.transfers p on u.kind = 5 and p.store_id = p_store and p.id = u.parent
      left join lateral (select sum(x.amount)::bigint as refunded from flash.transfers x
        where u.kind = 5 and x.store_id = p_store and x.parent = u.parent and x.kind = 5) r on true
      left join flash.accounts d on d.store_id = p_store and d.id = h.debit
      left join flash.accounts m on m.store_id = p_store and m.id = h.meter;
    -- One group a batch may touch a parent; a refused transfer refuses its group.
    select array_agg(case when u.state <> 0 then u.state when g.bad is not null then g.bad when g.again then 5 else 0 end::smallint order by u.ord) into v_state
      from unnest(p_group, v_state) with ordinality as u (grp, state, ord)
      join (select w.grp, min(w.state) filter (where w.state >= 10) as bad, bool_or(w.again) as again
              from (select k.grp, k.state, k.parent is not null and k.ord > min(k.ord) over (partition by k.parent) as again
                      from unnest(p_group, v_state, p_parent) with ordinality as k (grp, state, parent, ord)) w group by w.grp) g using (grp);
  else
    v_held := array_fill(0::bigint, array[v_count]);
    v_release := v_held;
    v_mrelease := v_held;
  end if;

  -- Nearly always every account can bear all that the batch takes from it, even if nothing came in: then all groups are
  -- accepted at once. Amounts and balances near the limit are left to the exact arithmetic below.
  if not v_known and not exists (select from unnest(v_state, v_amount) as u (state, amount) where u.state <> 0 or u.amount > 1125899906842624) then
    select bool_and(w.safe), array_agg(w.balance order by w.ord) filter (where w.side = 0), array_agg(w.balance order by w.ord) filter (where w.side = 1)
      into v_all, v_dbal, v_cbal
      from (
        select e.ord, e.side, a.posted + flash.sum_small(e.d_posted) over o as balance,
               coalesce(
                 a.asset = e.asset
                 -- A batch with an account in it that is closed or was replaced takes the long way.
                 and a.flags & 36 = 0
                 and (e.kind > 1 or e.side = 1 or (a.flags & 2 = 0 and (e.side = 2 or a.flags & 8 = 0)) or (e.side = 0 and e.options & 1 <> 0))
                 and (e.kind > 1 or e.side > 0 or a.valid_until is null or a.valid_until > p_now or e.options & 1 <> 0)
                 and (e.d_spent <= 0 or a.charge_limit is null or e.amount <= a.charge_limit)
                 and (e.d_spent <= 0 or a.period_limit is null or flash.sum_small(greatest(e.d_spent, 0)) over o <= a.period_limit - case when e.period > a.period then 0 else a.spent end)
                 and (a.flags & 1 = 0 or flash.sum_small(least(e.d_available, 0)) over o >= a.held - a.posted)
                 and a.posted between -2305843009213693952 and 2305843009213693952, false) as safe
          from flash.effects(p_group, v_state, p_kind, v_debit, v_credit, v_asset, v_amount, v_held, v_release, v_meter, v_mrelease, p_period, p_options) e
          left join flash.accounts a on a.store_id = p_store and a.id = e.account
          -- What only takes sums up to the whole in the account's last row.
          window o as (partition by e.account order by e.ord, e.side rows unbounded preceding)
      ) w;
    if v_all then
      v_state := array_fill(1::smallint, array[v_count]);
    end if;
  end if;

  -- A repeated request may only look as if it had to be refused.
  if not p_check and not v_all then
    return query select * from flash.write_batch(true, p_store, p_now, p_group, p_key, p_content, p_id, p_kind, p_code, p_debit, p_credit, p_asset,
      p_amount, p_parent, p_meter, p_period, p_expires, p_reference, p_details, p_options);
    return;
  end if;

  -- Otherwise decide in rounds. A group is accepted when it holds even if every earlier undecided group takes and none gives,
  -- and refused when it fails even if every earlier undecided group gives and none takes. The first undecided group is
  -- always decided. The last round refuses nobody: its balances are exact.
  while not v_all loop
    with w as (
      select e.*, a.id as found, a.asset as held_asset, a.flags, a.valid_until, a.charge_limit, a.period_limit,
             a.posted - a.held as free,
             a.posted + sum(e.d_posted) over o as balance,
             case when v_day > a.period then 0 else a.spent end as spent,
             sum(case when e.state = 1 then e.d_available else least(e.d_available, 0) end) over o
               + sum(case when e.state = 0 then greatest(e.d_available, 0) else 0 end) over g as free_least,
             sum(case when e.state = 1 then e.d_available else greatest(e.d_available, 0) end) over o
               + sum(case when e.state = 0 then least(e.d_available, 0) else 0 end) over g as free_most,
             -- On an account that sees a new day, what holds give back was of a day that is over.
             sum(case when e.period is null and v_day > a.period then 0 when e.state = 1 then e.d_spent else greatest(e.d_spent, 0) end) over o
               + sum(case when e.period is null and v_day > a.period then 0 when e.state = 0 then least(e.d_spent, 0) else 0 end) over g as spent_most,
             sum(case when e.period is null and v_day > a.period then 0 when e.state = 1 then e.d_spent else least(e.d_spent, 0) end) over o
               + sum(case when e.period is null and v_day > a.period then 0 when e.state = 0 then greatest(e.d_spent, 0) else 0 end) over g as spent_least
        from flash.effects(p_group, v_state, p_kind, v_debit, v_credit, v_asset, v_amount, v_held, v_release, v_meter, v_mrelease, p_period, p_options) e
        left join flash.accounts a on a.store_id = p_store and a.id = e.account
      window o as (partition by e.account order by e.ord, e.side rows unbounded preceding),
             g as (partition by e.account, e.grp order by e.ord, e.side rows unbounded preceding)
    ), c as (
      select w.ord, w.grp, w.side, w.balance, w.flags & 32 <> 0 as replaced,
        case
          when w.state = 1 then null
          when w.found is null then 10
          when w.held_asset <> w.asset then 22
          when w.flags & 4 <> 0 and w.kind not in (3, 4) then 11
          -- By staff and by what follows from older transfers only, and nothing is held anew: what that gave back would be
          -- given to the successor's day, which had not counted it. Side 2 is a till.
          when w.flags & 32 <> 0 and w.kind < 2 and (w.options & 1 = 0 or (w.kind = 1 and w.side = 0)) then 11
          when w.side = 0 and w.kind < 2 and w.options & 1 = 0 and w.flags & 8 <> 0 then 13
          when w.side = 0 and w.kind < 2 and w.options & 1 = 0 and w.flags & 2 <> 0 then 12
          when w.side = 0 and w.kind < 2 and w.options & 1 = 0 and w.valid_until <= p_now then 14
          when w.side = 2 and w.kind < 2 and w.flags & 2 <> 0 then 15
          when w.d_spent > 0 and w.amount > w.charge_limit then case w.side when 0 then 16 else 18 end
          when w.d_spent > 0 and w.spent + w.spent_least > w.period_limit then case w.side when 0 then 17 else 19 end
          when w.d_available < 0 and w.flags & 1 <> 0 and w.free + w.free_most < 0 then 20
          when abs(w.balance) > 4611686018427387904 then 21
        end as reason,
        w.state = 1 or coalesce(
          (w.d_spent <= 0 or w.period_limit is null or w.spent + w.spent_most <= w.period_limit)
          and (w.d_available >= 0 or w.flags & 1 = 0 or w.free + w.free_least >= 0), false) as safe
      from w
    ), g as (
      select c.grp, (min(c.ord * 100 + c.reason) % 100)::smallint as reason, bool_and(c.safe) as safe from c group by c.grp
    ), b as (
      select c.ord, max(c.balance) filter (where c.side = 0) as dbal, max(c.balance) filter (where c.side = 1) as cbal
        from c where abs(c.balance) <= 4611686018427387904 group by c.ord
    )
    select array_agg(d.state order by d.ord), array_agg(d.dbal order by d.ord), array_agg(d.cbal order by d.ord),
           bool_or(d.state >= 10 and d.was = 0), bool_or(d.state = 0), (select bool_or(c.replaced) from c)
      into v_state, v_dbal, v_cbal, v_refused, v_open, v_replaced
      from (
        select u.ord, u.state as was, b.dbal, b.cbal,
               case when u.state <> 0 then u.state when g.reason is not null then g.reason when g.safe then 1::smallint else 0::smallint end as state
          from unnest(p_group, v_state) with ordinality as u (grp, state, ord)
          left join g on g.grp = u.grp
          left join b on b.ord = u.ord
      ) d;
    exit when not v_refused and not v_open;
  end loop;

  if 1 = any (v_state) then
    if not v_all then
      select array_agg(v_seq + p.place order by p.ord) into v_place
        from (select u.ord, count(*) filter (where u.state = 1) over (order by u.ord) as place from unnest(v_state) with ordinality as u (state, ord)) p;
    end if;
    insert into flash.transfers (store_id, seq, id, kind, code, debit, credit, asset, amount, parent, debit_balance, credit_balance,
        meter, period, expires_at, key, content, reference, details, created_at)
      select p_store, coalesce(u.place, v_seq + u.ord), u.id, u.kind, u.code, u.debit, u.credit, u.asset, u.amount, u.parent, u.dbal, u.cbal,
             u.meter, u.period, u.expires, u.key, u.content, u.reference, u.details::jsonb, p_now
        from unnest(v_state, v_place, p_id, p_kind, p_code, v_debit, v_credit, v_asset, v_amount, p_parent, v_dbal, v_cbal, v_meter, p_period, p_expires,
            p_key, p_content, p_reference, p_details) with ordinality
          as u (state, place, id, kind, code, debit, credit, asset, amount, parent, dbal, cbal, meter, period, expires, key, content, reference, details, ord)
       where u.state = 1;
    get diagnostics v_written = row_count;
    if v_holds then
      insert into flash.holds (store_id, id, code, debit, credit, asset, amount, meter, period, expires_at)
        select p_store, u.id, u.code, u.debit, u.credit, u.asset, u.amount, u.meter, u.period, u.expires
          from unnest(v_state, p_id, p_kind, p_code, v_debit, v_credit, v_asset, v_amount, v_meter, p_period, p_expires)
            as u (state, id, kind, code, debit, credit, asset, amount, meter, period, expires)
         where u.state = 1 and u.kind = 1;
    end if;
    if v_parents then
      delete from flash.holds h using unnest(v_state, p_kind, p_parent) as u (state, kind, parent)
        where u.state = 1 and u.kind in (2, 3, 4) and h.store_id = p_store and h.id = u.parent;
    end if;
    -- A new day on an account forgets what was spent on older ones.
    update flash.accounts a
       set posted = a.posted + s.d_posted,
           held = a.held + s.d_held,
           spent = greatest(0, least(case when s.newest > a.period then s.spent_newest else a.spent + s.d_spent end, 4611686018427387904))::bigint,
           period = greatest(a.period, s.newest)
      from (select e.account, sum(e.d_posted)::bigint as d_posted, sum(e.d_posted - e.d_available)::bigint as d_held, sum(e.d_spent) as d_spent,
                   max(e.period) as newest, sum(e.d_spent) filter (where e.period is not null) as spent_newest
              from flash.effects(p_group, v_state, p_kind, v_debit, v_credit, v_asset, v_amount, v_held, v_release, v_meter, v_mrelease, p_period, p_options) e
             group by e.account) s
     where a.store_id = p_store and a.id = s.account and (s.d_posted <> 0 or s.d_held <> 0 or s.d_spent <> 0 or s.newest > a.period);
    update flash.ledgers l set seq = v_seq + v_written where l.store_id = p_store;
    if v_replaced then
      perform flash.move_on(p_store, p_now, v_seq + v_written, v_state, p_kind, v_debit, v_credit, v_amount, p_parent);
    end if;
  end if;

  if v_all and not v_parents then
    -- The caller knows the rest.
    return query
      select u.ord::integer, 1::smallint, 0::smallint, v_seq + u.ord, null::uuid, null::smallint, null::text, null::uuid, null::uuid, null::text, null::bigint,
             null::uuid, u.dbal, u.cbal, p_now
        from unnest(v_dbal, v_cbal) with ordinality as u (dbal, cbal, ord);
    return;
  end if;

  if exists (select from unnest(v_state) s where s >= 10) then
    insert into flash.refusals (store_id, key, content, reason, created_at)
      select distinct on (u.grp) p_store, u.key, u.content, u.state, p_now
        from unnest(p_group, v_state, p_key, p_content) with ordinality as u (grp, state, key, content, ord)
       where u.state >= 10 order by u.grp, u.ord;
  end if;

  return query
    select u.ord::integer, u.state, case when u.state >= 10 then u.state else u.reason end,
           case u.state when 1 then coalesce(u.place, v_seq + u.ord) else t.seq end,
           coalesce(t.id, u.id), u.kind, u.code, coalesce(t.debit, u.debit), coalesce(t.credit, u.credit), coalesce(t.asset, u.asset),
           coalesce(t.amount, u.amount), u.parent, coalesce(t.debit_balance, u.dbal), coalesce(t.credit_balance, u.cbal), coalesce(t.created_at, p_now)
      from unnest(v_state, v_place, v_reason, p_id, p_key, p_kind, p_code, v_debit, v_credit, v_asset, v_amount, p_parent, v_dbal, v_cbal) with ordinality
        as u (state, place, reason, id, key, kind, code, debit, credit, asset, amount, parent, dbal, cbal, ord)
      left join flash.transfers t on u.state = 2 and t.store_id = p_store and t.key = u.key
     order by u.ord;
end $$;

-- What a written batch left on accounts that were replaced goes on to their successors, and what it gave back to the limit of
-- a day too. Part of the write: nothing ever rests on a replaced account but what is held.
create function flash.move_on(p_store text, p_now timestamptz, p_seq bigint, p_state smallint[], p_kind smallint[], p_debit uuid[], p_credit uuid[],
  p_amount bigint[], p_parent uuid[])
returns void language plpgsql as $$
declare
  v_from   uuid[];
  v_to     uuid[];
  v_asset  text[];
  v_amount bigint[];
begin
  update flash.accounts n set spent = greatest(0, n.spent - s.back)
    from (select a.successor, h.period, sum(h.amount - case u.kind when 2 then u.amount else 0 end)::bigint as back
            from unnest(p_state, p_kind, p_debit, p_amount, p_parent) as u (state, kind, debit, amount, parent)
            join flash.accounts a on a.store_id = p_store and a.id = u.debit and a.successor is not null
            join flash.transfers h on h.store_id = p_store and h.id = u.parent
           where u.state = 1 and u.kind in (2, 3, 4) and h.period is not null
           group by a.successor, h.period) s
   where n.store_id = p_store and n.id = s.successor and n.period = s.period;
  select array_agg(a.id order by a.id), array_agg(a.successor order by a.id), array_agg(a.asset order by a.id), array_agg(a.posted - a.held order by a.id)
    into v_from, v_to, v_asset, v_amount
    from flash.accounts a
    join (select unnest(p_debit) as id union select unnest(p_credit)) t on t.id = a.id
   where a.store_id = p_store and a.successor is not null and a.posted > a.held;
  if v_from is null then
    return;
  end if;
  perform from flash.write_batch(true, p_store, p_now,
    array(select n from generate_subscripts(v_from, 1) n),
    array(select 'move-on:' || p_seq || ':' || n from generate_subscripts(v_from, 1) n),
    array(select md5(v_from[n]::text || v_to[n] || v_amount[n])::uuid from generate_subscripts(v_from, 1) n),
    -- UUIDv7, as all ids of transfers.
    array(select overlay(overlay(gen_random_uuid()::text placing
            regexp_replace(lpad(to_hex((extract(epoch from p_now) * 1000)::bigint), 12, '0'), '(.{8})(.{4})', '\1-\2') from 1) placing '7' from 15)::uuid
          from generate_subscripts(v_from, 1)),
    array_fill(0::smallint, array[cardinality(v_from)]), array_fill('replacement'::text, array[cardinality(v_from)]), v_from, v_to, v_asset, v_amount,
    array_fill(null::uuid, array[cardinality(v_from)]), array_fill(null::uuid, array[cardinality(v_from)]), array_fill(null::integer, array[cardinality(v_from)]),
    array_fill(null::timestamptz, array[cardinality(v_from)]), array_fill(null::text, array[cardinality(v_from)]),
    array(select jsonb_build_object('replaces', f)::text from unnest(v_from) f), array_fill(1::smallint, array[cardinality(v_from)]));
end $$;

-- Writes a batch of transfers of one store, in order. Transfers with the same group are linked: all or none.
-- A group stands or falls alone. What counts toward limits must all count on one day. The caller's transaction must be READ COMMITTED.
-- Answers one row per transfer. outcome: 1 written, 2 replayed, 3 refused before with the same content (reason says why),
-- 4 key reused with other content, 5 call again (the batch had an earlier group with the same key or parent), >= 10 refused.
-- Columns after seq may be null where they are just what was asked.
create function flash.write(p_store text, p_now timestamptz, p_group integer[], p_key text[], p_content uuid[], p_id uuid[],
  p_kind smallint[], p_code text[], p_debit uuid[], p_credit uuid[], p_asset text[], p_amount bigint[], p_parent uuid[],
  p_meter uuid[], p_period integer[], p_expires timestamptz[], p_reference text[], p_details text[], p_options smallint[])
returns table (ord integer, outcome smallint, reason smallint, seq bigint, id uuid, kind smallint, code text, debit uuid, credit uuid,
  asset text, amount bigint, parent uuid, debit_balance bigint, credit_balance bigint, created_at timestamptz)
language plpgsql as $$
begin
  -- A repeated key is rare: it is found by the unique index, and then looked at in a second go.
  return query select * from flash.write_batch(false, p_store, p_now, p_group, p_key, p_content, p_id, p_kind, p_code, p_debit, p_credit, p_asset,
    p_amount, p_parent, p_meter, p_period, p_expires, p_reference, p_details, p_options);
exception when unique_violation then
  return query select * from flash.write_batch(true, p_store, p_now, p_group, p_key, p_content, p_id, p_kind, p_code, p_debit, p_credit, p_asset,
    p_amount, p_parent, p_meter, p_period, p_expires, p_reference, p_details, p_options);
end $$;

-- Opens an account, or answers the one that is there: same id, or same code and asset.
create function flash.open_account(p_store text, p_id uuid, p_asset text, p_scale smallint, p_code text, p_flags integer,
  p_charge_limit bigint, p_period_limit bigint, p_valid_until timestamptz, p_now timestamptz)
returns setof flash.accounts language plpgsql as $$
begin
  insert into flash.accounts (store_id, id, asset, scale, code, flags, charge_limit, period_limit, valid_until, opened_at)
    values (p_store, p_id, p_asset, p_scale, p_code, p_flags, p_charge_limit, p_period_limit, p_valid_until, p_now)
    on conflict do nothing;
  return query select * from flash.accounts a where a.store_id = p_store
    and (a.id = p_id or (p_code is not null and a.asset = p_asset and a.code = p_code)) order by a.id = p_id desc limit 1;
end $$;

-- Changes flags and limits behind the store's lock: what is answered here holds for every later transfer.
-- Closing is refused (no row) while there is a balance or a hold, on the account or on one that it succeeds; it closes those too.
-- An account that is closed or was replaced stays as it is.
create function flash.change_account(p_store text, p_id uuid, p_set integer, p_clear integer,
  p_limits boolean, p_charge_limit bigint, p_period_limit bigint, p_validity boolean, p_valid_until timestamptz)
returns setof flash.accounts language plpgsql as $$
begin
  perform flash.lock_ledger(p_store);
  if p_set & 4 <> 0 and exists (select from flash.accounts o where o.store_id = p_store and o.successor = p_id and (o.posted <> 0 or o.held <> 0)) then
    return;
  end if;
  return query update flash.accounts a
     set flags = (a.flags | p_set) & ~p_clear,
         charge_limit = case when p_limits then p_charge_limit else a.charge_limit end,
         period_limit = case when p_limits then p_period_limit else a.period_limit end,
         valid_until = case when p_validity then p_valid_until else a.valid_until end
   where a.store_id = p_store and a.id = p_id and a.flags & 36 = 0
     and (p_set & 4 = 0 or (a.posted = 0 and a.held = 0))
  returning a.*;
  if found and p_set & 4 <> 0 then
    update flash.accounts o set flags = o.flags | 4 where o.store_id = p_store and o.successor = p_id;
  end if;
end $$;

-- Puts one account in the place of another, behind the store's lock: own limits, validity, activity and what was spent on the
-- day go over, and whatever becomes available on the old one from now on. Answers the old account, with what is to be moved to
-- the new one in the same transaction; no row when the old one is closed, replaced or unknown, the new one is not as it is
-- opened, inactive and empty, or they hold different assets.
create function flash.replace_account(p_store text, p_old uuid, p_new uuid)
returns setof flash.accounts language plpgsql as $$
begin
  perform flash.lock_ledger(p_store);
  update flash.accounts n
     set flags = (n.flags & ~24) | (o.flags & 24),
         charge_limit = case when o.flags & 16 = 0 then o.charge_limit else n.charge_limit end,
         period_limit = case when o.flags & 16 = 0 then o.period_limit else n.period_limit end,
         valid_until = o.valid_until,
         spent = o.spent,
         period = o.period
    from flash.accounts o
   where n.store_id = p_store and n.id = p_new and n.flags & 46 = 8 and n.posted = 0 and n.held = 0
     and o.store_id = p_store and o.id = p_old and o.flags & 36 = 0 and o.asset = n.asset and o.id <> n.id;
  if not found then
    return;
  end if;
  update flash.accounts o set successor = p_new where o.store_id = p_store and o.successor = p_old;
  return query update flash.accounts o set flags = o.flags | 32, successor = p_new where o.store_id = p_store and o.id = p_old returning o.*;
end $$;

-- What does not add up in a store, or nothing. Reads one snapshot.
create function flash.prove(p_store text)
returns table (problem text, account uuid, asset text, expected numeric, actual numeric) language sql stable as $$
  with moved as (
    select t.id as account, t.asset, sum(t.d) as posted
      from (select debit as id, asset, -amount::numeric as d from flash.transfers where store_id = p_store and kind in (0, 2, 5)
            union all
            select credit, asset, amount::numeric from flash.transfers where store_id = p_store and kind in (0, 2, 5)) t
     group by t.id, t.asset
  ), held as (
    select t.debit as account, sum(t.amount::numeric) as held
      from flash.transfers t
     where t.store_id = p_store and t.kind = 1
       and not exists (select from flash.transfers r where r.store_id = p_store and r.parent = t.id and r.kind in (2, 3, 4))
     group by t.debit
  )
  select 'balances of an asset do not sum to zero', null::uuid, a.asset, 0::numeric, sum(a.posted)
    from flash.accounts a where a.store_id = p_store group by a.asset having sum(a.posted) <> 0
  union all
  select 'a balance is not the sum of its transfers', coalesce(a.id, m.account), coalesce(a.asset, m.asset), coalesce(m.posted, 0), a.posted
    from (select * from flash.accounts where store_id = p_store) a full join moved m on m.account = a.id and m.asset = a.asset
   where a.posted is distinct from coalesce(m.posted, 0)
  union all
  select 'a held amount is not the sum of its open holds', a.id, a.asset, coalesce(h.held, 0), a.held
    from flash.accounts a left join held h on h.account = a.id
   where a.store_id = p_store and a.held <> coalesce(h.held, 0)
  union all
  select 'the open holds are not the unresolved holds', null, null, coalesce((select sum(held) from held), 0), coalesce(sum(h.amount), 0)
    from flash.holds h where h.store_id = p_store having coalesce(sum(h.amount), 0) <> coalesce((select sum(held) from held), 0)
  union all
  select 'a guarded account is below zero', a.id, a.asset, 0, a.posted - a.held
    from flash.accounts a where a.store_id = p_store and a.flags & 1 <> 0 and a.posted < a.held
  union all
  select 'something was left on a replaced account', a.id, a.asset, 0, a.posted - a.held
    from flash.accounts a where a.store_id = p_store and a.successor is not null and a.posted <> a.held
  union all
  select 'the sequence has gaps', null, null, l.seq, count(t.seq)
    from flash.ledgers l left join flash.transfers t on t.store_id = l.store_id
   where l.store_id = p_store group by l.seq having count(t.seq) <> l.seq or coalesce(max(t.seq), 0) <> l.seq
$$;
