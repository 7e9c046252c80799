#!/usr/bin/env bash
# Makes the disk image from the application bundle. Called by packaging/package.sh: build.sh PROGRAM WORK VERSION
#   APPLE_IDENTITY         "Developer ID Application: …"; signed ad hoc without it, for trying only
#   APPLE_NOTARY_PROFILE   a profile made once by `xcrun notarytool store-credentials`; not notarised without it
set -euo pipefail
work=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
dist=$(cd "$here/../.." && pwd)/dist
app="$work/dist/RAICT Desktop.app"
image="$dist/RAICT-Desktop-$version-$(uname -m).dmg"

cp "$work/icons/raict-event.icns" "$app/Contents/Resources/"
cp -R "$here/fr.lproj" "$here/en.lproj" "$app/Contents/Resources/"

if [ -n "${APPLE_IDENTITY:-}" ]; then
    signing=(--sign "$APPLE_IDENTITY" --options runtime --timestamp)
else
    signing=(--sign -)
fi
# Inside out: libraries first, the bundle with its entitlements last.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
    xargs -0 -n 50 codesign --force "${signing[@]}"
codesign --force "${signing[@]}" --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict "$app"

stage=$work/stage/dmg
mkdir -p "$stage"
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -quiet -volname "RAICT Desktop $version" -srcfolder "$stage" -format ULMO -ov "$image"
if [ -n "${APPLE_IDENTITY:-}" ]; then codesign --sign "$APPLE_IDENTITY" --timestamp "$image"; fi
if [ -n "${APPLE_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$APPLE_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature "$image"
fi
