/** Names a run of jest, for all of its workers. */
const { randomUUID } = require('node:crypto');

module.exports = () => {
  process.env.PHOTOFINISH_TEST_RUN = randomUUID().replaceAll('-', '').slice(0, 16);
};
