// All tests are in one file because they run concurrently, mostly wait, and share one watch of the stage.
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
