"""Decodes the body of the message in the file that is named by Python's email package, and prints it as JSON, a character for each octet."""
import email
import json
import sys

with open(sys.argv[1], 'rb') as file:
    json.dump(email.message_from_binary_file(file).get_payload(decode=True).decode('latin-1'), sys.stdout)
