/** What is left to do when all of jest's workers have ended. */
module.exports = require('./migrated-databases').removeMigratedDatabases;
