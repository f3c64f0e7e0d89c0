CREATE TABLE devserver.pull_payments (
  id text PRIMARY KEY,
  store_id text NOT NULL,
  name text NOT NULL,
  currency text NOT NULL,
  limit_amount numeric NOT NULL,
  archived boolean NOT NULL DEFAULT false,
  start_date timestamptz NOT NULL DEFAULT now(),
  end_date timestamptz
);
CREATE TABLE devserver.payouts (
  id text PRIMARY KEY,
  pull_payment_id text NOT NULL REFERENCES devserver.pull_payments (id),
  date timestamptz NOT NULL DEFAULT now(),
  original_amount numeric NOT NULL,
  state text NOT NULL
);
