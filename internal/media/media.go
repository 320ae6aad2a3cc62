// Package media keeps pictures and documents: it checks what is uploaded, encodes
// it anew, stores it and takes away what nothing shows any more.
package media
