"""Opening a protected Office file as [MS-OFFCRYPTO] 2.3.4.10 says, to judge what was written."""

import base64
import hashlib
import hmac
import struct
import xml.etree.ElementTree as Xml

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PASSWORD = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"
ENCRYPTION = "{http://schemas.microsoft.com/office/2006/encryption}"
SEGMENT = 4096


class WrongPassword(Exception):
    """The verifier in the file does not fit the password."""


def decrypted(path, password):
    """The bytes of the file inside; raises WrongPassword, and AssertionError where it was altered."""
    with olefile.OleFileIO(path) as box:
        info, package = (box.openstream(name).read() for name in ("EncryptionInfo", "EncryptedPackage"))
    assert info[:8] == bytes((4, 0, 4, 0, 0x40, 0, 0, 0)), "agile encryption"
    root = Xml.fromstring(info[8:])
    data, key = root.find(f"{ENCRYPTION}keyData"), next(root.iter(PASSWORD))
    for part in (data, key):
        assert (part.get("cipherAlgorithm"), part.get("keyBits")) == ("AES", "256")
        assert (part.get("cipherChaining"), part.get("hashAlgorithm")) == ("ChainingModeCBC", "SHA512")
    secret = _secret(key, password)
    _check_whole(root.find(f"{ENCRYPTION}dataIntegrity"), data, secret, package)
    size, salt, plain = struct.unpack("<Q", package[:8])[0], _bytes(data, "saltValue"), b""
    for number in range(0, -(-(len(package) - 8) // SEGMENT)):
        at = 8 + number * SEGMENT
        vector = hashlib.sha512(salt + struct.pack("<I", number)).digest()[:16]
        plain += _aes(secret, vector, package[at : at + SEGMENT])
    return plain[:size]


def _secret(key, password):
    salt = _bytes(key, "saltValue")
    spun = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    assert int(key.get("spinCount")) >= 100_000
    for number in range(int(key.get("spinCount"))):
        spun = hashlib.sha512(struct.pack("<I", number) + spun).digest()
    verifier = _open(key, spun, salt, "fea7d2763b4b9e79", "encryptedVerifierHashInput")[:16]
    expected = _open(key, spun, salt, "d7aa0f6d3061344e", "encryptedVerifierHashValue")[:64]
    if hashlib.sha512(verifier).digest() != expected:
        raise WrongPassword
    return _open(key, spun, salt, "146e0be7abacd0d6", "encryptedKeyValue")[:32]


def _open(key, spun, salt, block, name):
    return _aes(hashlib.sha512(spun + bytes.fromhex(block)).digest()[:32], salt, _bytes(key, name))


def _check_whole(integrity, data, secret, package):
    salt = _bytes(data, "saltValue")
    vectors = [
        hashlib.sha512(salt + bytes.fromhex(b)).digest()[:16]
        for b in ("5fb2ad010cb9e1f6", "a0677f02b22c8433")
    ]
    mac_key = _aes(secret, vectors[0], _bytes(integrity, "encryptedHmacKey"))[:64]
    expected = _aes(secret, vectors[1], _bytes(integrity, "encryptedHmacValue"))[:64]
    assert hmac.new(mac_key, package, hashlib.sha512).digest() == expected


def _bytes(part, name):
    return base64.b64decode(part.get(name))


def _aes(key, vector, content):
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return cipher.update(content) + cipher.finalize()
