#!/usr/bin/env bash
# Makes the Debian package and the self-contained archive from the frozen program.
# Called by packaging/package.sh: build.sh PROGRAM WORK VERSION
set -euo pipefail
program=$1 work=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-$work/venv/bin/python}
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
architecture=$(dpkg --print-architecture 2> /dev/null || uname -m)
recommended=$("$python" "$root/packaging/system_packages.py" --recommended)
packages=$("$python" "$root/packaging/system_packages.py" "$program")

# What stands under share/ in both.
share=$work/stage/share
mkdir -p "$share"/{applications,mime/packages,metainfo,icons,man/man1,man/fr/man1}
cp -R "$work/icons/hicolor" "$share/icons/"
cp "$here/org.raict.Desktop.desktop" "$share/applications/"
cp "$here/raict-event.xml" "$share/mime/packages/"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$day/" "$here/org.raict.Desktop.metainfo.xml" \
    > "$share/metainfo/org.raict.Desktop.metainfo.xml"
"$python" "$root/packaging/make_man_page.py" en "$day" | gzip -9n > "$share/man/man1/raict-desktop.1.gz"
"$python" "$root/packaging/make_man_page.py" fr "$day" | gzip -9n > "$share/man/fr/man1/raict-desktop.1.gz"

# The archive: unpack it anywhere.
folder=raict-desktop-$version
mkdir -p "$work/stage/archive"
cp -R "$program" "$work/stage/archive/$folder"
cp -R "$share" "$work/stage/archive/$folder/share"
cp "$here/add-to-menu.sh" "$here/70-raict-desktop-scanners.rules" "$work/stage/archive/$folder/"
sed -e "s/@VERSION@/$version/" -e "s/@SYSTEM_PACKAGES@/$packages/" "$here/LISEZMOI.txt" \
    > "$work/stage/archive/$folder/LISEZMOI.txt"
find "$work/stage/archive" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
chmod -R u=rwX,go=rX "$work/stage/archive"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -C "$work/stage/archive" -c "$folder" |
    xz -T2 --block-size=24MiB -1 > "$root/dist/raict-desktop-$version-linux-$(uname -m).tar.xz"

# The package.
deb=$work/stage/deb
mkdir -p "$deb"/{DEBIAN,usr/bin,usr/lib/udev/rules.d,usr/share/doc/raict-desktop}
mv "$work/stage/archive/$folder" "$deb/usr/lib/raict-desktop"
rm -rf "$deb/usr/lib/raict-desktop"/{share,add-to-menu.sh,LISEZMOI.txt,70-raict-desktop-scanners.rules}
cp -R "$share" "$deb/usr/"
ln -s ../lib/raict-desktop/raict-desktop "$deb/usr/bin/raict-desktop"
cp "$here/70-raict-desktop-scanners.rules" "$deb/usr/lib/udev/rules.d/"
cp "$root/LICENSE" "$deb/usr/share/doc/raict-desktop/copyright"
printf '\nLicences of the libraries: /usr/lib/raict-desktop/_internal/resources/licences\nand _internal/*.dist-info.\n' \
    >> "$deb/usr/share/doc/raict-desktop/copyright"
gzip -9n < "$root/CHANGELOG.md" > "$deb/usr/share/doc/raict-desktop/changelog.gz"
chmod -R u=rwX,go=rX "$deb"
cat > "$deb/DEBIAN/control" <<CONTROL
Package: raict-desktop
Version: $version
Architecture: $architecture
Maintainer: The RAICT Desktop team <raict-desktop@example.org>
Section: misc
Priority: optional
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$deb" | cut -f1)
Depends: $packages, fontconfig-config
Recommends: $recommended, shared-mime-info, desktop-file-utils
Description: check people in at a conference, offline
 RAICT Desktop takes the registration list of a conference, prints the badges,
 reads them at the reception desk and at the doors of the workshops, and
 exports the results of the day. No network is needed.
 .
 The package brings its own Python and libraries.
CONTROL
# Everything that .desktop, MIME type, icons and udev rules need is run by dpkg's triggers.
find "$deb" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$deb" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$deb/DEBIAN/md5sums"
touch -d "@$SOURCE_DATE_EPOCH" "$deb/DEBIAN/md5sums" "$deb/DEBIAN"
dpkg-deb --root-owner-group -Zxz -z1 --build "$deb" "$root/dist/raict-desktop_${version}_$architecture.deb" > /dev/null
