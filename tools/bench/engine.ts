import { oneOf } from '../command-line/options.ts';

/** Which database a bench runs on. */
export const engine = oneOf(['dynalite', 'dynamodb-local'], {
  does: 'the database; dynamodb-local needs Java',
  otherwise: 'dynalite',
});
