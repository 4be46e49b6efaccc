-- What runs last saw of prices: for the triggers, the nightly reconciliation and the view of what is late.

revoke all on ml_price_looks from public;
