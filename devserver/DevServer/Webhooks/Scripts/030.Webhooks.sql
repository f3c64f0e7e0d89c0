CREATE TABLE devserver.webhooks (
  id text PRIMARY KEY,
  store_id text NOT NULL,
  created timestamptz NOT NULL DEFAULT now(),
  enabled boolean NOT NULL,
  automatic_redelivery boolean NOT NULL,
  url text NOT NULL,
  secret text NOT NULL,
  everything boolean NOT NULL,
  specific_events text[] NOT NULL
);
CREATE INDEX webhooks_store ON devserver.webhooks (store_id);
CREATE TABLE devserver.webhook_deliveries (
  id text PRIMARY KEY,
  webhook_id text NOT NULL REFERENCES devserver.webhooks ON DELETE CASCADE,
  created timestamptz NOT NULL,
  delivered timestamptz NOT NULL,
  status text NOT NULL,
  http_code integer,
  error text,
  request text NOT NULL
);
CREATE INDEX webhook_deliveries_webhook ON devserver.webhook_deliveries (webhook_id, delivered DESC);
