/** What is left to do when all of jest's workers have ended. */
import { removeMigratedDatabases } from './migrated-databases';

export default removeMigratedDatabases;
