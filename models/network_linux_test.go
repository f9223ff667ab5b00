package models

import (
	"path/filepath"
	"testing"
)

func TestFileSystemsInUserSpace(t *testing.T) {
	// proc(5) has the first line
	lines := map[string]string{
		"36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue":                      "ext3",
		"98 28 0:52 / /home/ann/lab rw,nosuid,nodev shared:40 - fuse.sshfs ann@lab:/home/ann rw,user_id=1000": "fuse.sshfs",
		"98 28 0:52 / /home/ann/lab rw,nosuid,nodev - fuse.sshfs ann@lab: rw":                                 "fuse.sshfs",
		"99 28 0:53 / /mnt rw": "", "": "", "- - -": "",
	}
	for line, want := range lines {
		got := ""
		for _, device := range []string{"98:0", "0:52", "0:53"} {
			if kind, ok := mountedAs(line, device); ok {
				got = kind
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	for kind, want := range map[string]bool{"fuse.sshfs": true, "fuse.gvfsd-fuse": true, "davfs": true, "fuse.ntfs-3g": false, "fuseblk": false, "": false} {
		if overNetwork(kind) != want {
			t.Errorf("%q over the network: %v", kind, !want)
		}
	}
}

func TestOnNetwork(t *testing.T) {
	folder := t.TempDir()
	if onNetwork(folder) || onNetwork(filepath.Join(folder, "not", "there", "yet")) {
		t.Errorf("%s is said to be on a network drive", folder)
	}
}
