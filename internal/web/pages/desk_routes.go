package pages

import "github.com/gin-gonic/gin"

// desks are the pages of those who sell. Each finds the shop among the actor's own first, so that a foreign one is not found.
func (s *Site) desks(r gin.IRouter) {
	r.GET("/seller", s.page(s.firstDesk))
	r.GET("/seller/apply", s.page(s.applyPage))
	r.POST("/seller/apply", s.page(s.apply))
	shop := r.Group("/seller/:shop")
	shop.GET("", s.page(s.deskToday))
	shop.GET("/orders", s.page(s.deskOrders))
	shop.GET("/orders/:number", s.page(s.deskOrder))
	shop.POST("/orders/:number/:verb", s.page(s.workOnOrder))
	shop.GET("/products", s.page(s.deskProducts))
	shop.POST("/products", s.page(s.createProduct))
	shop.GET("/products/new", s.page(s.newProduct))
	shop.GET("/products/:product", s.page(s.editProduct))
	shop.POST("/products/:product", s.page(s.saveProduct))
	shop.POST("/products/:product/publish", s.page(s.moveProduct))
	shop.POST("/products/:product/unpublish", s.page(s.moveProduct))
	shop.POST("/products/:product/archive", s.page(s.moveProduct))
	shop.POST("/products/:product/images", s.page(s.addPictures))
	shop.POST("/products/:product/images/:image", s.page(s.describePicture))
	shop.POST("/products/:product/images/:image/move", s.page(s.movePicture))
	shop.POST("/products/:product/images/:image/delete", s.page(s.removePicture))
	shop.GET("/products/:product/variants/:variant/stock", s.page(s.stockPage))
	shop.POST("/products/:product/variants/:variant/stock", s.page(s.adjustStock))
	shop.GET("/shop", s.page(s.profilePage))
	shop.POST("/shop", s.page(s.saveProfile))
	shop.POST("/image", s.page(s.setShopPicture))
	shop.POST("/image/delete", s.page(s.removeShopPicture))
	shop.POST("/holiday", s.page(s.setHoliday))
	shop.GET("/members", s.page(s.membersPage))
	shop.POST("/members", s.page(s.addMember))
	shop.POST("/members/:account/remove", s.page(s.removeMember))
	shop.GET("/money", s.page(s.moneyPage))
	shop.GET("/more", s.page(s.deskMore))
}

// offices are the pages of those who run the mall. The services decide who may see them.
func (s *Site) offices(r gin.IRouter) {
	office := r.Group("/office")
	office.GET("", s.page(s.officeHome))
	office.GET("/shops", s.page(s.officeShops))
	office.GET("/shops/:shop", s.page(s.officeShop))
	office.POST("/shops/:shop/:verdict", s.page(s.decideShop))
	office.GET("/late", s.page(s.officeLate))
	office.GET("/orders", s.page(s.searchOrder))
	office.GET("/orders/:number", s.page(s.officeOrder))
	office.GET("/payments", s.page(s.officePayments))
	office.GET("/payments/:payment/proof", s.page(s.openProof))
	office.POST("/payments/:payment/confirm", s.page(s.confirmTransfer))
	office.GET("/refunds", s.page(s.officeRefunds))
	office.POST("/refunds/:refund/confirm", s.page(s.confirmRefund))
	office.GET("/messages", s.page(s.officeMessages))
}
