// A UDP echo server in Go, on net's calls that allocate nothing: --port N.
package main

import (
	"flag"
	"log"
	"net"
	"net/netip"
)

func main() {
	port := flag.Int("port", 7001, "the UDP port")
	flag.Parse()
	at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(*port))
	socket, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(at))
	if err != nil {
		log.Fatal(err)
	}
	buffer := make([]byte, 65536)
	for {
		length, from, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			log.Fatal(err)
		}
		// A peer that has gone is none of our business.
		_, _ = socket.WriteToUDPAddrPort(buffer[:length], from)
	}
}
