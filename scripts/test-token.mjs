/** The ADMIN_TOKEN of instances that tests start. It opens nothing else. */
export const TEST_TOKEN = "test-token-".padEnd(40, "0");
/** Their SETUP_TOKEN. */
export const SETUP_TOKEN = "setup-token-".padEnd(40, "0");
