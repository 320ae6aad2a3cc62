package catalog

import (
	"encoding/json"
	"sync"
)

// maxPictures bounds the first pictures that are kept read, about 1 KB each. Beyond it all are forgotten: the most shown come back at once.
const maxPictures = 4096

// pictures keeps the first pictures of products as they were read: their JSON is most of a list's work outside the database, and changes
// seldom. The zero value is ready.
type pictures struct {
	mutex  sync.RWMutex
	byJSON map[string]*Image
}

// read gives the picture of a stored text. Callers share it and must not change it.
func (p *pictures) read(stored string) (*Image, error) {
	p.mutex.RLock()
	image := p.byJSON[stored]
	p.mutex.RUnlock()
	if image != nil {
		return image, nil
	}
	image = &Image{}
	if err := json.Unmarshal([]byte(stored), image); err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.byJSON == nil || len(p.byJSON) >= maxPictures {
		p.byJSON = map[string]*Image{}
	}
	p.byJSON[stored] = image
	return image, nil
}
