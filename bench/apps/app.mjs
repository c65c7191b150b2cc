import express from "express";
import { Redis } from "ioredis";
import pg from "pg";
import winston from "winston";
import { serveOrders } from "./serve-orders.cjs";

await serveOrders({ express, pg, Redis, winston, env: process.env });
