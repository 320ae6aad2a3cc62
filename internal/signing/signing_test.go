package signing

import "testing"

func TestATokenOpensOneSubjectForOnePurpose(t *testing.T) {
	a, b := New([]byte("one key of the platform, 32 bytes")), New([]byte("another key of a platform, 32 b."))
	token := a.Token("order", "7")
	if token != a.Token("order", "7") || !a.Verify("order", "7", token) {
		t.Fatal("the same subject has two tokens")
	}
	for name, ok := range map[string]bool{
		"another subject": a.Verify("order", "8", token),
		"another purpose": a.Verify("accept", "7", token),
		"another key":     b.Verify("order", "7", token),
		"shifted border":  a.Verify("orde", "r:7", token),
		"empty":           a.Verify("order", "7", ""),
	} {
		if ok {
			t.Errorf("%s was accepted", name)
		}
	}
}
