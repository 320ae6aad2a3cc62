package embedded

import "syscall"

// childAttributes make the kernel end the child with its parent (SIGQUIT: Postgres ends its sessions and leaves the rest to
// recovery), keep the terminal's Ctrl-C away from it, and give it the server's user without root's groups.
func childAttributes(user *credential) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT, Setpgid: true}
	if user != nil {
		attr.Credential = &syscall.Credential{Uid: user.uid, Gid: user.gid, Groups: []uint32{user.gid}}
	}
	return attr
}
