CREATE TABLE devserver.users (
  id text PRIMARY KEY,
  email text NOT NULL,
  normalized_email text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  security_stamp text NOT NULL,
  name text,
  is_admin boolean NOT NULL,
  created timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE devserver.api_keys (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES devserver.users ON DELETE CASCADE,
  label text,
  permissions text[] NOT NULL,
  created timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON devserver.api_keys (user_id);

CREATE TABLE devserver.stores (
  id text PRIMARY KEY,
  name text NOT NULL,
  website text,
  speed_policy integer NOT NULL DEFAULT 1,
  blob text NOT NULL DEFAULT '{}',
  archived boolean NOT NULL DEFAULT false,
  created timestamptz NOT NULL DEFAULT now()
);

-- A role without a store is the server's: every store has it.
CREATE TABLE devserver.store_roles (
  id text PRIMARY KEY,
  store_id text REFERENCES devserver.stores ON DELETE CASCADE,
  role text NOT NULL,
  permissions text[] NOT NULL
);
CREATE UNIQUE INDEX ON devserver.store_roles (coalesce(store_id, ''), role);

CREATE TABLE devserver.store_users (
  store_id text NOT NULL REFERENCES devserver.stores ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES devserver.users ON DELETE CASCADE,
  role_id text NOT NULL REFERENCES devserver.store_roles,
  PRIMARY KEY (store_id, user_id)
);
CREATE INDEX ON devserver.store_users (user_id);

INSERT INTO devserver.store_roles (id, store_id, role, permissions) VALUES
  ('Owner', NULL, 'Owner', ARRAY['btcpay.store.canmodifystoresettings']),
  ('Manager', NULL, 'Manager', ARRAY['btcpay.store.canviewstoresettings', 'btcpay.store.canmodifyinvoices',
    'btcpay.store.webhooks.canmodifywebhooks', 'btcpay.store.canmodifypaymentrequests',
    'btcpay.store.canmanagepullpayments', 'btcpay.store.canmanagepayouts']),
  ('Employee', NULL, 'Employee', ARRAY['btcpay.store.canmodifyinvoices', 'btcpay.store.canmodifypaymentrequests',
    'btcpay.store.cancreatenonapprovedpullpayments', 'btcpay.store.canviewpayouts', 'btcpay.store.canviewpullpayments']),
  ('Guest', NULL, 'Guest', ARRAY['btcpay.store.canmodifyinvoices', 'btcpay.store.canviewpaymentrequests',
    'btcpay.store.canviewpullpayments', 'btcpay.store.canviewpayouts']);
