/** An order that cannot be: the customer learns `status` and `code`. */
export class OrderError extends Error {
  override readonly name = "OrderError";
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export function unknownProduct(id: string): OrderError {
  return new OrderError(404, "unknown_product", `There is no product ${id}`);
}

export function unknownOrder(id: string): OrderError {
  return new OrderError(404, "unknown_order", `There is no order ${id}`);
}

export function outOfStock(id: string): OrderError {
  return new OrderError(409, "out_of_stock", `Not enough of ${id} left`);
}

export function paymentRefused(code: string): OrderError {
  return new OrderError(402, code, `The payment was refused: ${code}`);
}

export function paymentUnavailable(status: number): OrderError {
  return new OrderError(502, "payment_unavailable", `The payment provider answered ${status}`);
}
