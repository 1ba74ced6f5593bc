"""TITLE"""
