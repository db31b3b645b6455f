// All in one file: the tests run side by side and wait most of their time, and one watch looks at the stage for all.
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
