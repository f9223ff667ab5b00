#!/bin/sh
# Puts what signs the application for macOS into a keychain of its own, on a machine of a workflow, and prints the lines
# that later steps need in their environment, for GITHUB_ENV. Where no certificate is given it does and prints nothing.
#
# MACOS_CERTIFICATE: a Developer ID with its key, as PKCS #12 in base64; MACOS_CERTIFICATE_PASSWORD: the password on it.
# MACOS_NOTARY_KEY: the key for Apple's notary, in base64. RUNNER_TEMP: the folder for all of it.
set -eu

if [ -z "${MACOS_CERTIFICATE:-}" ]; then
	echo "No certificate is given (MACOS_CERTIFICATE): nothing will be signed." >&2
	exit
fi
umask 077
keychain=$RUNNER_TEMP/offprint.keychain-db
certificate=$RUNNER_TEMP/certificate.p12
password=$(openssl rand -base64 24)
trap 'rm -f "$certificate"' EXIT
printf '%s' "$MACOS_CERTIFICATE" | base64 --decode >"$certificate"
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 7200 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$certificate" -k "$keychain" -P "${MACOS_CERTIFICATE_PASSWORD:-}" -T /usr/bin/codesign >&2
security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
identity=$(security find-identity -v -p codesigning "$keychain" | sed -n 's/.*"\(Developer ID Application: .*\)"$/\1/p' | head -n 1)
[ -n "$identity" ] || { echo "The certificate (MACOS_CERTIFICATE) is no Developer ID for applications." >&2; exit 1; }
echo "CODESIGN_IDENTITY=$identity"
if [ -n "${MACOS_NOTARY_KEY:-}" ]; then
	printf '%s' "$MACOS_NOTARY_KEY" | base64 --decode >"$RUNNER_TEMP/notary.p8"
	echo "NOTARY_KEY=$RUNNER_TEMP/notary.p8"
fi
