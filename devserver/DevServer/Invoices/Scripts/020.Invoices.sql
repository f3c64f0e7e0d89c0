CREATE TABLE devserver.invoices (
  id text PRIMARY KEY,
  store_id text NOT NULL,
  created timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  monitored_until timestamptz NOT NULL,
  status text NOT NULL,
  exception_status text NOT NULL,
  price numeric NOT NULL,
  currency text NOT NULL,
  order_id text,
  archived boolean NOT NULL DEFAULT false,
  blob jsonb NOT NULL
);
CREATE INDEX invoices_store ON devserver.invoices (store_id, created DESC);
CREATE INDEX invoices_pending ON devserver.invoices (expires) WHERE status IN ('New', 'Processing');
CREATE TABLE devserver.invoice_search (
  invoice_id text NOT NULL REFERENCES devserver.invoices ON DELETE CASCADE,
  term text NOT NULL
);
CREATE INDEX invoice_search_term ON devserver.invoice_search (term text_pattern_ops);
CREATE TABLE devserver.payments (
  id text PRIMARY KEY,
  invoice_id text NOT NULL REFERENCES devserver.invoices ON DELETE CASCADE,
  received timestamptz NOT NULL,
  status text NOT NULL,
  method text NOT NULL,
  destination text NOT NULL,
  value numeric NOT NULL,
  fee numeric NOT NULL
);
CREATE INDEX payments_invoice ON devserver.payments (invoice_id);
