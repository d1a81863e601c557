// A real SMTP server that is not ours, for tests: Nodemailer's smtp-server on a free port of the loopback address.
//
//   node smtp-server.mjs [--fail-first N] [--refuse-first N] [--refuse-recipient ADDRESS] [--port PORT]
//
// The first line it prints is its port. After that, one JSON object a line for each delivery that was tried:
//   {"outcome":"accepted","from":"…","to":["…"],"message":"…"}     the message as it came, headers and all
//   {"outcome":"failed", …}    answered with 451, try again later: the first N of --fail-first
//   {"outcome":"refused", …}   answered with 550, do not try again: the first N of --refuse-first,
//                              or a recipient that is --refuse-recipient (then without a message)
// It ends with the process that started it.

import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

const { values: options } = parseArgs({
  options: {
    'fail-first': { type: 'string', default: '0' },
    'refuse-first': { type: 'string', default: '0' },
    'refuse-recipient': { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});
let toFail = Number(options['fail-first']);
let toRefuse = Number(options['refuse-first']);

const tell = (delivery) => process.stdout.write(`${JSON.stringify(delivery)}\n`);

const answer = (code, words) => Object.assign(new Error(words), { responseCode: code });

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onRcptTo(recipient, session, callback) {
    if (recipient.address !== options['refuse-recipient']) return callback();
    tell({ outcome: 'refused', from: session.envelope.mailFrom.address, to: [recipient.address] });
    callback(answer(550, 'no such mailbox here'));
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const delivery = {
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((recipient) => recipient.address),
        message: Buffer.concat(chunks).toString('utf8'),
      };
      if (toFail > 0) {
        toFail -= 1;
        tell({ outcome: 'failed', ...delivery });
        return callback(answer(451, 'try again later'));
      }
      if (toRefuse > 0) {
        toRefuse -= 1;
        tell({ outcome: 'refused', ...delivery });
        return callback(answer(550, 'the message is not wanted'));
      }
      tell({ outcome: 'accepted', ...delivery });
      callback();
    });
  },
});

// A client that goes away in the middle is an everyday event, not a reason to end.
server.on('error', (reason) => process.stderr.write(`${reason.message}\n`));
server.listen(Number(options.port), '127.0.0.1', () => process.stdout.write(`${server.server.address().port}\n`));

const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(), 500);
