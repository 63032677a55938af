/** No test but that of the limits wants a server that measures the machine once its race has ended. */
process.env['PHOTOFINISH_LIMITS'] = '0';
