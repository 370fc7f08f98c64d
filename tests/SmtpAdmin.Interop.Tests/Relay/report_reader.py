"""Reads the delivery report in the file that is named by Python's email package, and prints as JSON what it found, defects included."""
import email
import email.policy
import json
import sys


def plain(value):
    """Text without surrogates, which stand for octets that the parser could not read."""
    return str(value).encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')


def fields(message):
    return {name.lower(): plain(value) for name, value in message.items()}


def all_defects(message):
    for part in message.walk():
        yield from (f'{part.get_content_type()}: {type(defect).__name__}' for defect in part.defects)
        for name, value in part.items():
            yield from (f'{name}: {type(defect).__name__}' for defect in getattr(value, 'defects', ()))


def blocks(part):
    """The blocks of fields of a delivery status. The parser knows message/delivery-status; of its international twin it takes the first block for a header."""
    if part.get_content_type() == 'message/delivery-status':
        return part.get_payload()
    first = part.get_payload(0)
    rest = first.get_payload(decode=True).decode('utf-8')
    return [first, *(email.message_from_string(block, policy=email.policy.SMTPUTF8) for block in rest.replace('\r\n', '\n').strip().split('\n\n'))]


def returned(part):
    if part.is_multipart():
        return fields(part.get_payload(0))
    return fields(email.message_from_bytes(part.get_payload(decode=True), policy=email.policy.SMTPUTF8))


with open(sys.argv[1], 'rb') as file:
    report = email.message_from_binary_file(file, policy=email.policy.default)
parts = list(report.iter_parts())
json.dump({
    'type': report.get_content_type(),
    'reportType': report.get_param('report-type'),
    'defects': sorted(plain(defect) for defect in all_defects(report)),
    'header': fields(report),
    'parts': [part.get_content_type() for part in parts],
    'text': plain(parts[0].get_content()),
    'status': [fields(block) for block in blocks(parts[1])],
    'returned': returned(parts[2]) if len(parts) > 2 else {},
}, sys.stdout)
