"use strict";
const express = require("express");
const { Redis } = require("ioredis");
const pg = require("pg");
const winston = require("winston");
const { serveOrders } = require("./serve-orders.cjs");

void serveOrders({ express, pg, Redis, winston, env: process.env });
