// The server listens on every address of the machine, and has no setting for one. Here it listens on BOUWSTEEN_HOST alone.
"use strict";
const net = require("node:net");
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...rest) {
  if (!/^\d+$/.test(String(port))) {
    return listen.call(this, port, ...rest);
  }
  const done = rest.filter((each) => typeof each === "function");
  return listen.call(this, { port: Number(port), host: process.env.BOUWSTEEN_HOST || "127.0.0.1" }, ...done);
};
