//go:build !linux

package embedded

import "syscall"

// childAttributes: only Linux can end a child with its parent; elsewhere a killed parent leaves the server to be stopped by hand.
func childAttributes(user *credential) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if user != nil {
		attr.Credential = &syscall.Credential{Uid: user.uid, Gid: user.gid}
	}
	return attr
}
