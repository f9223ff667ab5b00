package models

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// remote asks what kind of file system a folder is on (statfs(2), linux/magic.h
// and the sources of those that are not named there).
func remote(folder string) bool {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return false // what cannot be asked about will not open either
	}
	switch uint32(stat.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.V9FS_MAGIC,
		unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC, unix.CODA_SUPER_MAGIC, unix.NCP_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC:
		return true
	case unix.FUSE_SUPER_MAGIC:
		return overNetwork(fuseType(folder))
	}
	return false
}

// fuseType is the type of the file system in user space that a folder is on, as
// "fuse.sshfs" (proc(5), mountinfo), or empty.
func fuseType(folder string) string {
	var stat unix.Stat_t
	if err := unix.Stat(folder, &stat); err != nil {
		return ""
	}
	file, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer file.Close()
	device := fmt.Sprintf("%d:%d", unix.Major(stat.Dev), unix.Minor(stat.Dev))
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if kind, ok := mountedAs(lines.Text(), device); ok {
			return kind
		}
	}
	return ""
}

// mountedAs is the type of the file system in a line of mountinfo, if it is
// that of the device.
func mountedAs(line, device string) (kind string, ok bool) {
	before, after, _ := strings.Cut(line, " - ")
	fields := strings.Fields(before)
	kinds := strings.Fields(after)
	if len(fields) < 3 || fields[2] != device || len(kinds) == 0 {
		return "", false
	}
	return kinds[0], true
}

// overNetwork says whether a file system in user space fetches its files from
// another computer. Others, such as ntfs-3g or an encrypted folder, do not.
func overNetwork(kind string) bool {
	switch strings.TrimPrefix(kind, "fuse.") {
	case "sshfs", "rclone", "s3fs", "davfs", "davfs2", "curlftpfs", "glusterfs", "gvfsd-fuse", "smbnetfs", "juicefs", "gcsfuse", "goofys", "onedriver", "google-drive-ocamlfuse":
		return true
	}
	return false
}
