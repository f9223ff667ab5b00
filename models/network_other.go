//go:build !linux && !windows && !darwin && !freebsd

package models

func remote(string) bool { return false } // there is nobody to ask
