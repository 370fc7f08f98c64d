"""What dkimpy signs and verifies, without DNS.

Requests come on standard input, answers go to standard output; the end of the input ends the program. The protocol stands in
DkimPeerProcess.cs.
"""
import base64
import logging
import re
import sys
import time

import dkim

ED25519 = 'ed25519-sha256'


class Reasons(logging.Handler):
    """The last thing that dkimpy logged: it says there why it answers False."""

    last = ''

    def emit(self, record):
        self.last = record.getMessage()


class Peer:
    """The table in place of DNS, and the last request, which can be repeated."""

    def __init__(self):
        self.records = {}
        self.again = None
        self.reasons = Reasons()
        self.logger = logging.getLogger('peer')
        self.logger.propagate = False
        self.logger.addHandler(self.reasons)

    def find(self, name, timeout=5):
        return self.records.get(name.rstrip(b'.').lower())

    def publish(self, name, record):
        self.records[name.encode().lower()] = record
        return ['published'], b''

    def sign(self, selector, domain, key, header, body, algorithm, identity, names, over_signed, length, message):
        if length not in ('', 'all'):
            return ['refused', 'dkimpy signs the whole body or none of its length'], b''
        with open(key, 'rb') as file:
            pem = file.read()
        if algorithm == ED25519:  # dkimpy takes the seed, which ends the DER encoding
            der = base64.b64decode(b''.join(line for line in pem.splitlines() if not line.startswith(b'-')))
            pem = base64.b64encode(der[-32:])
        wanted = [name.lower().encode() for name in names.split(':') if name]
        over = [name.lower().encode() for name in over_signed.split(':') if name]

        def run():
            signer = dkim.DKIM(message, logger=self.logger, signature_algorithm=algorithm.encode())
            signer.should_not_sign = set()
            include = [name for name, _ in signer.headers if name.lower() in wanted] + over if wanted else None
            return signer.sign(selector.encode(), domain.encode(), pem, identity=identity.encode() or None,
                               canonicalize=(header.encode(), body.encode()), include_headers=include, length=bool(length))

        self.again = run
        return ['signed'], run()

    def verify(self, message):
        def run():
            verifier = dkim.DKIM(message, logger=self.logger)
            count = sum(1 for name, _ in verifier.headers if name.lower() == b'dkim-signature')
            return [self.verify_one(verifier, index) for index in range(count)]

        self.again = run
        return ['verified'], b''.join(b'\t'.join(verdict) + b'\n' for verdict in run())

    def verify_one(self, verifier, index):
        verifier.domain, verifier.selector, self.reasons.last = None, None, ''
        try:
            passes, reason = verifier.verify(index, dnsfunc=self.find), self.reasons.last
        except Exception as error:  # what it does not expect itself too
            passes, reason = False, f'{type(error).__name__}: {error}'
        return [verifier.domain or b'', verifier.selector or b'', b'pass' if passes else b'fail', re.sub(r'\s+', ' ', reason).encode()]

    def repeat(self, seconds, _):
        start = time.process_time()  # what else runs on the machine does not count
        end, now, count = start + float(seconds), start, 0
        while now < end:
            result = self.again()
            if not result or (isinstance(result, list) and any(verdict[2] != b'pass' for verdict in result)):
                return ['refused', 'the last request fails when it is repeated'], b''
            count += 1
            now = time.process_time()
        return ['rate', str(count), f'{now - start:.9f}'], b''


def answer(fields, body):
    sys.stdout.buffer.write('\t'.join([*fields, str(len(body))]).encode() + b'\n' + body)
    sys.stdout.buffer.flush()


def main():
    peer = Peer()
    answer(['hello', 'dkimpy'], b'')
    for line in sys.stdin.buffer:
        verb, *fields, length = line.decode().rstrip('\n').split('\t')
        body = sys.stdin.buffer.read(int(length))
        try:
            fields, body = getattr(peer, verb)(*fields, body)
        except Exception as error:  # what it does not expect itself too
            fields, body = ['refused', re.sub(r'\s+', ' ', f'{type(error).__name__}: {error}')], b''
        answer(fields, body)


main()
