-- Every store uses the server's node, until told otherwise.
ALTER TABLE devserver.stores ADD COLUMN payment_methods text NOT NULL DEFAULT '{"BTC-LN":{"internalNodeRef":"Internal Node"}}';

-- What can be paid: of the wallet outside, or of an invoice of a store here.
CREATE TABLE devserver.ln_invoices (
  payment_hash text PRIMARY KEY,
  preimage text NOT NULL,
  bolt11 text NOT NULL,
  invoice_id text,
  amount_msat bigint,
  created timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  paid_at timestamptz,
  received_msat bigint
);
CREATE INDEX ON devserver.ln_invoices (invoice_id) WHERE invoice_id IS NOT NULL;

-- What the node was asked to pay. attempts: how often; paid: how often money left; settles: how a pending one ends at the next start.
CREATE TABLE devserver.ln_payments (
  payment_hash text PRIMARY KEY,
  bolt11 text NOT NULL,
  amount_msat bigint NOT NULL,
  fee_msat bigint NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'none' CHECK (status IN ('none', 'pending', 'complete', 'failed')),
  preimage text,
  attempts integer NOT NULL DEFAULT 0,
  paid integer NOT NULL DEFAULT 0,
  settles text CHECK (settles IN ('paid', 'failed')),
  created timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON devserver.ln_payments (status) WHERE status = 'pending';

-- Trouble that waits for a payment: of that hash, or for the next one.
CREATE TABLE devserver.ln_troubles (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_hash text,
  trouble text NOT NULL,
  delay_ms integer NOT NULL DEFAULT 0
);

CREATE TABLE devserver.ln_node (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  local_msat bigint NOT NULL CHECK (local_msat >= 0),
  down boolean NOT NULL DEFAULT false
);
INSERT INTO devserver.ln_node (local_msat) VALUES (10000000000000);
