/** Every environment variable that `npm start` reads, and what it decides. */
export const VARIABLES = {
  PORT: 'where the API is served; 0 takes any free port (3000 if not set)',
  API_KEY: 'the bearer key (local-development-key)',
  EVENTS_URL: 'where events are posted; they are printed in any case (nowhere)',
  DATA_DIR: 'a folder that keeps the database (in memory)',
  RECONCILE_SECONDS: 'seconds between two runs of reconciliation, 0.2 to 86400 (60)',
  CHECK_DELAYS: 'seconds after its creation at which a payment is looked at (60,300,900,3600)',
  PAID_CHECKS:
    'seconds after it was learnt to be paid at which it is looked at (86400,604800,2592000,7776000)',
  POCKYT_BASE_URL: "another provider on this machine, or one of Pockyt's own addresses (the simulator)",
  POCKYT_MERCHANT_NO: 'the merchant (200043)',
  POCKYT_STORE_NO: 'the store (300014)',
  POCKYT_TOKEN: "the API token (that of Pockyt's public examples)",
} as const;
