//go:build darwin || freebsd

package models

import "golang.org/x/sys/unix"

// remote asks whether a folder is on a drive of this computer (statfs(2),
// MNT_LOCAL).
func remote(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) == nil && uint64(stat.Flags)&unix.MNT_LOCAL == 0
}
