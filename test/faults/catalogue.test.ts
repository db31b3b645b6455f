// All tests are in one file: they run concurrently and mostly wait, and one watch looks at the stage for all.
import './messages';
import './invocations';
import './calls';
import './keys';
import './events';
import './inputs';
import './size';
import './rows';
import './values';

jest.setTimeout(900_000);
